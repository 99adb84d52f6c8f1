"""Write citations that hold in a newspaper, a reference manager, a web page and a chat."""
