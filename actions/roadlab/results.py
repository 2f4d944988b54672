"""What each supplier showed at the seed gate and what was measured in the testbed (all assumed)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

MILESTONES: Final[Mapping[str, str]] = {
    "samdesk": "41 of 50 past incidents at roadworks were found in public posts, 29 before the first call.",
    "immense": "The model of one borough reproduced the journey times of a past closure within 8 per cent.",
    "route-reports": "Three buses on one route reported 312 defects; 287 were confirmed on foot.",
    "mobilized-construction": "Two buses reported 96 crossings with a raised edge; 81 were confirmed on foot.",
    "oxford-plastics": "A leak of two litres a minute was found under one metre of clay on the training ground.",
    "rsk": "Four of six planted leaks were found on the training ground, with one false alarm.",
    "innovator-7": "In the laboratory nine of ten falls were reported; on the street none of four.",
    "innovator-8": "Twelve people with wheelchairs and white canes tried six diversions; five diversions worked.",
    "innovator-9": "Warnings came 2.1 seconds before the vehicle; workers wore the device for a whole shift.",
}

MEASURED_RESULTS: Final[Mapping[str, str]] = {
    "samdesk": "Incidents were known 11 minutes earlier than the baseline (median of 63); 4 false alarms in ten weeks.",
    "immense": "Of 8 works that were planned again with the model, 6 cost road users less delay than the baseline.",
    "route-reports": "Defects were known 9 days earlier than by inspection; 6 per cent were false.",
    "mobilized-construction": "Crossings that had become hard to use were known 7 days earlier than by complaint.",
    "oxford-plastics": "2 of 9 leaks were found before digging; the baseline is none.",
    "rsk": "3 of 9 leaks were found before digging, with 5 false alarms; the baseline is none.",
    "innovator-9": "Near misses fell from 14 to 9 on the pilot site; two workers in five took the device off.",
}
