"""What is said without SpikeInterface."""

import subprocess
import sys


def test_without_spikeinterface_the_error_names_the_extra() -> None:
    code = (
        "import sys; sys.modules['spikeinterface'] = sys.modules['spikeinterface.core'] = None\n"
        "import driftscope\n"
        "recording = driftscope.generation.generate_recording(seed=0)\n"
        "try:\n    recording.to_spikeinterface()\n"
        "except ImportError as error:\n    print(error)\n"
    )
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert "pip install 'driftscope[spikeinterface]'" in said
