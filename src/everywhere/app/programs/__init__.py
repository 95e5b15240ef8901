"""What developers of mini-programs call: the tool of `mini/`, and a driver for tests in Python."""
