"""Open data out of the house and into it: releases of a procedure, and a draft procedure from a published notice."""
