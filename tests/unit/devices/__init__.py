"""Tests of builder.devices."""
