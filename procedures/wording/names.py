"""Names that a requirement can do without: products and their makers, technologies, bodies that number standards."""

from __future__ import annotations

from typing import Final

PRODUCTS: Final = (
    "Adobe", "Amazon Web Services", "Android", "Apple", "ArcGIS", "AutoCAD", "Autodesk", "AWS", "Azure", "Bentley",
    "Bluebeam", "Bosch", "Caterpillar", "Chrome", "Chromebook", "Cisco", "Confluence", "Dell", "Docker", "DocuSign",
    "Dropbox", "Dynamics 365", "Esri", "Excel", "Fujitsu", "GitHub", "GitLab", "Google", "Hitachi", "Honeywell",
    "HP", "IBM", "Intel", "iOS", "iPad", "iPhone", "Java", "JCB", "Jenkins", "Jira", "Kubernetes", "Lenovo",
    "Linux", "MATLAB", "Microsoft", "MySQL", "NVIDIA", "Office 365", "OpenAI", "Oracle", "Outlook", "PDF24",
    "Power BI", "PowerPoint", "Raspberry Pi", "Red Hat", "Salesforce", "Samsung", "SAP", "ServiceNow", "SharePoint",
    "Siemens", "Slack", "Snowflake", "Splunk", "SQL Server", "Tableau", "Teams", "Tesla", "Toyota", "Trello",
    "VMware", "Volvo", "WhatsApp", "Windows", "Word", "Xerox", "Yunex", "Zendesk", "Zoom",
)  # fmt: skip
"""Trade names as they are written; case matters, so that "windows" of a house and "java" of an island are none."""

PLAIN_WORDS: Final = frozenset(
    {
        "Apple",
        "Chrome",
        "Docker",
        "Excel",
        "Java",
        "Oracle",
        "Outlook",
        "Slack",
        "Tableau",
        "Teams",
        "Windows",
        "Word",
        "Zoom",
    }
)
"""Names that are plain words too."""

TECHNOLOGIES: Final = (
    "4G", "5G", "ANPR", "artificial intelligence", "augmented reality", "blockchain", "Bluetooth", "CCTV",
    "chatbot", "cloud-based", "computer vision", "deep learning", "digital twin", "distributed ledger", "drone",
    "drones", "generative AI", "GPS", "GraphQL", "Internet of Things", "IoT", "JavaScript", "large language model",
    "lidar", "LoRaWAN", "machine learning", "microservices", "mobile app", "native app", "neural network", "NoSQL",
    "on-premises", "Python", "QR code", "QR codes", "REST API", "RFID", "SaaS", "smartphone app", "SMS",
    "thermal camera", "virtual reality", "web application", "web portal", "Wi-Fi", "XML",
)  # fmt: skip
"""Technologies that are a solution and not a need, in any case of letters."""

STANDARD_BODIES: Final = (
    "BS", "ISO", "IEC", "EN", "IEEE", "PAS", "ANSI", "DIN", "ASTM", "ETSI", "ITU", "NIST", "UL", "RFC",
)  # fmt: skip
"""How the numbers of standards begin."""
