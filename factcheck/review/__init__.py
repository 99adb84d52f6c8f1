"""Let people judge suggestions: the queue, the session, and the screen that shows them."""
