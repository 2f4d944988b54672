"""Power cuts, simulated: what the real command path writes is recorded, and disks are made that stopped at any moment."""
