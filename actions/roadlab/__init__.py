"""RoadLab re-enacted: what is known of the case, who did what and when, and the driver that plays it."""
