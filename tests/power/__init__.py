"""Power cuts, simulated: what the command path writes is recorded, and disks are made that stopped at any moment."""
