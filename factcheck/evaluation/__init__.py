"""Evaluate a store's answers on labelled claims: ranking, decisions and calibration."""
