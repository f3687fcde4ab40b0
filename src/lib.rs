//! Coroscope's page.
