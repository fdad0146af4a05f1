"""What asks for computations, and what turns an answer into a proposal."""
