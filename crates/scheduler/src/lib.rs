//! Coroscope.
