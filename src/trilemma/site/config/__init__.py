"""How an installation is set up: the environment, Django's settings, the addresses, the door for web servers."""
