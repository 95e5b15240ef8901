"""Content under AES: CBC with a vector of zeros and PKCS #7 padding, in base64, as the Open API's clients do it."""

import base64
import binascii

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7

KEY_BYTES = 16
_BLOCK_BYTES = 16
# Every client has it so: the same content under the same key is the same ciphertext. Callers are told by their own signature.
_VECTOR = bytes(_BLOCK_BYTES)


def encrypted(key: bytes, content: bytes) -> str:
    """The content as the base64 that travels."""
    padder = PKCS7(AES.block_size).padder()
    encryptor = Cipher(AES(key), CBC(_VECTOR)).encryptor()
    padded = padder.update(content) + padder.finalize()
    return base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()


def decrypted(key: bytes, text: str) -> bytes:
    """The content of a base64 ciphertext. Raises ValueError for what this key did not encrypt."""
    try:
        raw = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("it is no base64") from error
    decryptor = Cipher(AES(key), CBC(_VECTOR)).decryptor()
    unpadder = PKCS7(AES.block_size).unpadder()
    return unpadder.update(decryptor.update(raw) + decryptor.finalize()) + unpadder.finalize()
