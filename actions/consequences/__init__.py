"""What follows from an event, as text and data: notices to publish, letters to partners, the projection of cost.

Everything here is a pure function of a case as it stood after one event, so that carrying a consequence out twice
gives the same bytes.
"""
