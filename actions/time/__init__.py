"""What time alone makes happen: deadlines that pass with nothing having met them."""
