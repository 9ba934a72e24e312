"""What arrived: bytes in, values out. Standard library and pure parsers only."""
