"""Says "whole" when every file of what is required is there, in its size: installed.py REQUIREMENTS_FILE"""

import importlib.metadata
import re
import sys

from pip._vendor.packaging.requirements import Requirement

with open(sys.argv[1]) as lines:
    found = re.findall(r"^([\w.-]+==.*?)\\?$", lines.read(), re.MULTILINE)
for requirement in map(Requirement, found):
    if requirement.marker and not requirement.marker.evaluate():
        continue
    for file in importlib.metadata.files(requirement.name):
        # What Python compiles has no size on record, and is made anew.
        if file.size is not None and file.locate().stat().st_size != file.size:
            sys.exit(f"{file} of {requirement} is not as it was installed")
print("whole")
