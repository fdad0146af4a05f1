"""What programs send: JSON as values of the actions, or an error that says which field is wrong."""
