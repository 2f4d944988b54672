"""Disks that are full at any place, documents that rot, clocks that jump: refused in words, and work goes on."""
