"""Rules against two claims being the same: one file a kind, one function a rule."""
