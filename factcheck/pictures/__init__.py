"""Pictures: decoded apart, read by Tesseract, and hashed with PDQ to know copies again."""
