"""The roof: wires everything together and is imported by nothing."""
