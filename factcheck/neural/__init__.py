"""Neural networks on onnxruntime: tokenizer, bi-encoder, cross-encoder, and their weights.

Import from `encoder`, which loads nothing heavy: the protocols Encoder and CrossEncoder, and
default_encoder and folder_encoder, which open one.
"""
