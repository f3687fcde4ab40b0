//! What is painted, for traces made by hand.
