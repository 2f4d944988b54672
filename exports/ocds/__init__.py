"""Open data: releases of the Open Contracting Data Standard 1.1 made from a history, and any published ones checked."""
