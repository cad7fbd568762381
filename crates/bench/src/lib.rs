//! Measures the engine.
