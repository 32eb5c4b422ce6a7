"""What a reader gets from the files of captures."""

from collections.abc import Iterator

import cv2
import numpy as np
import pymupdf
from numpy.typing import NDArray

from app.sheet.mupdf_lock import MUPDF
from app.training.printing.captures import CapturedJob


def captured_images(captured: CapturedJob) -> Iterator[NDArray[np.uint8]]:
    """The images as a reader gets them from the files, in order."""
    for file in captured.files:
        if file.name.endswith(".pdf"):
            with MUPDF:
                document = pymupdf.open(stream=file.data, filetype="pdf")
                count = document.page_count
            for number in range(count):
                with MUPDF:
                    raw = document.extract_image(document[number].get_images()[0][0])["image"]
                yield np.asarray(cv2.imdecode(np.frombuffer(raw, np.uint8), cv2.IMREAD_GRAYSCALE), np.uint8)
        else:
            _, images = cv2.imdecodemulti(np.frombuffer(file.data, np.uint8), cv2.IMREAD_GRAYSCALE)
            yield from (np.asarray(image, np.uint8) for image in images)
