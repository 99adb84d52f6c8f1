"""Neural networks on onnxruntime: tokenizer, bi-encoder, interaction head, and their weights.

Import from `encoder`, which loads nothing heavy: the protocols Encoder and RerankingEncoder, and
default_encoder and folder_encoder, which open one.
"""
