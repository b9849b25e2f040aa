"""Devices: finished books and the e-readers that are connected come in; the books stand on one of them, whole and verified.

Nothing on a device is deleted, and no book on it is written over but an earlier edition of itself.
"""

from builder.devices.copying import Loaded, put
from builder.devices.finding import find_devices, named_device
from builder.devices.kinds import Device
from builder.devices.names import device_name
from builder.devices.shelves import Volume, choose_file, volumes

__all__ = ["Device", "Loaded", "Volume", "choose_file", "device_name", "find_devices", "named_device", "put", "volumes"]
