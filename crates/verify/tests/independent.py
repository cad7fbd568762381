#!/usr/bin/env python3
"""Checks an export from its README alone: note, tiles, root, and that one record is in the log.

    independent.py DIR VKEY INDEX

Standard library only. Ed25519 is checked where the package `cryptography` is there; otherwise the script says that it was not.
"""

import base64
import hashlib
import os
import sys


def sha(data):
    return hashlib.sha256(data).digest()


def node(left, right):
    return sha(b"\x01" + left + right)


def root_of(hashes):
    """RFC 6962, 2.1: the left subtree is the largest power of two that is smaller than the whole."""
    if not hashes:
        return sha(b"")
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return node(root_of(hashes[:split]), root_of(hashes[split:]))


def path_of(leaf, hashes):
    """RFC 6962, 2.1.1: the proof that leads from a leaf to the root."""
    if len(hashes) <= 1:
        return []
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    if leaf < split:
        return path_of(leaf, hashes[:split]) + [root_of(hashes[split:])]
    return path_of(leaf - split, hashes[split:]) + [root_of(hashes[:split])]


def climb(leaf, size, leaf_hash, proof):
    """RFC 9162, 2.1.3.2."""
    place, last, found = leaf, size - 1, leaf_hash
    for other in proof:
        if place % 2 == 1 or place == last:
            found = node(other, found)
            while place % 2 == 0 and place != 0:
                place, last = place >> 1, last >> 1
        else:
            found = node(found, other)
        place, last = place >> 1, last >> 1
    return found


def name(level, index, width):
    groups = "%03d" % (index % 1000)
    index //= 1000
    while index:
        groups = "x%03d/%s" % (index % 1000, groups)
        index //= 1000
    return "tile/%s/%s%s" % (level, groups, "" if width == 256 else ".p/%d" % width)


def read(log, path):
    with open(os.path.join(log, path), "rb") as file:
        return file.read()


def check(good, what):
    if not good:
        sys.exit("does not hold: " + what)


def check_note(note, vkey):
    text, signatures = note.rsplit("\n\n", 1)
    text += "\n"
    key_name, key_id, key = vkey.split("+", 2)
    key = base64.b64decode(key)
    check(key[0] == 1 and len(key) == 33, "the key is not Ed25519")
    check(sha(key_name.encode() + b"\n" + key)[:4].hex() == key_id, "the id of the key is not its hash")
    lines = [line.split(" ") for line in signatures.strip("\n").split("\n")]
    signed = [base64.b64decode(line[2]) for line in lines if line[0] == "\u2014" and line[1] == key_name]
    signed = [bytes for bytes in signed if bytes[:4].hex() == key_id]
    check(len(signed) == 1, "the checkpoint has no signature of the key")
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        print("the package `cryptography` is not there: the signature was NOT checked")
    else:
        try:
            Ed25519PublicKey.from_public_bytes(key[1:]).verify(signed[0][4:], text.encode())
        except InvalidSignature:
            check(False, "the signature is wrong")
        print("the signature is right")
    origin, size, root = text.split("\n")[:3]
    check(origin == key_name, "the checkpoint is of another log")
    return int(size), base64.b64decode(root)


def main():
    folder, vkey, index = sys.argv[1], sys.argv[2], int(sys.argv[3])
    log = os.path.join(folder, "log")
    size, root = check_note(read(log, "checkpoint").decode(), vkey)
    row, leaves = [], []
    for bundle in range((size + 255) // 256):
        width = min(256, size - 256 * bundle)
        data, at = read(log, name("entries", bundle, width)), 0
        for _ in range(width):
            length = int.from_bytes(data[at:at + 2], "big")
            leaf = data[at + 2:at + 2 + length]
            check(len(leaf) == length, "an entry is cut")
            leaves.append(leaf)
            row.append(sha(b"\x00" + leaf))
            at += 2 + length
        check(at == len(data), "bytes follow the last entry")
    hashes, level = row, 0
    while hashes:
        for tile in range((len(hashes) + 255) // 256):
            part = hashes[256 * tile:256 * tile + 256]
            check(read(log, name(level, tile, len(part))) == b"".join(part), "tile %d of level %d" % (tile, level))
        hashes = [root_of(hashes[at:at + 256]) for at in range(0, len(hashes) - len(hashes) % 256, 256)]
        level += 1
    check(root_of(row) == root, "the root")
    print("the root is what the log signed, over %d records" % size)
    check(index < size, "there is no record %d" % index)
    proof = path_of(index, row)
    check(climb(index, size, row[index], proof) == root, "the proof of record %d" % index)
    print("record %d is in it, by %d hashes: %s" % (index, len(proof), leaves[index][:80].decode()))
    for part in sorted(os.listdir(os.path.join(folder, "parts"))):
        check(sha(read(os.path.join(folder, "parts"), part)).hex() == part, "part " + part)


main()
