"""What publishers call their rulings, and what those words mean on our scale."""
