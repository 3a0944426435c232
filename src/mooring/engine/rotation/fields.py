"""Arithmetic in finite fields, and in products of them, on arrays of whole numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import prod

import numpy as np

from mooring.engine.problem import IntArray


@dataclass(frozen=True)
class Field:
    """The field of prime ** degree elements, numbered 0 to order - 1; 0 and 1 are what they are called.

    An element's digits to the base `prime` are the coefficients of a polynomial, lowest first; products are taken modulo the first
    irreducible polynomial of that degree (Lidl and Niederreiter, Finite Fields, 1997, section 2.5).
    """

    prime: int
    degree: int

    @property
    def order(self) -> int:
        """How many elements there are."""
        return int(self.prime**self.degree)

    def add(self, one: IntArray, other: IntArray) -> IntArray:
        """Sums, element by element."""
        return self._number((self._digits(one) + self._digits(other)) % self.prime)

    def times(self, one: IntArray, other: IntArray) -> IntArray:
        """Products, element by element."""
        made = self._powers[(self._logs[one] + self._logs[other]) % (self.order - 1)]
        return np.where((one == 0) | (other == 0), 0, made)

    def powers(self) -> IntArray:
        """All elements but 0 as powers of one of them, exponent 0 first."""
        return self._powers

    def log(self, element: int) -> int:
        """The exponent at which an element other than 0 is a power in `powers`."""
        return int(self._logs[element])

    def _digits(self, numbers: IntArray) -> IntArray:
        scale: IntArray = self.prime ** np.arange(self.degree)
        made: IntArray = numbers[..., None] // scale % self.prime
        return made

    def _number(self, digits: IntArray) -> IntArray:
        made: IntArray = digits @ self.prime ** np.arange(self.degree)
        return made

    @cached_property
    def _powers(self) -> IntArray:
        modulus = self._irreducible() if self.degree > 1 else (0,)
        start = 1 if self.order == 2 else 2
        for generator in range(start, self.order):
            made = [1]
            while (following := self._product(made[-1], generator, modulus)) != 1:
                made.append(following)
            if len(made) == self.order - 1:
                return np.array(made, dtype=np.int64)
        raise ValueError(f"{self.prime} is not a prime number.")

    @cached_property
    def _logs(self) -> IntArray:
        made = np.zeros(self.order, dtype=np.int64)
        made[self._powers] = np.arange(self.order - 1)
        return made

    def _product(self, one: int, other: int, modulus: Sequence[int]) -> int:
        if self.degree == 1:
            return one * other % self.prime
        left, right = (self._digits(np.array(number)).tolist() for number in (one, other))
        total = [0] * (2 * self.degree - 1)
        for at, digit in enumerate(left):
            for place, more in enumerate(right):
                total[at + place] += digit * more
        for at in range(2 * self.degree - 2, self.degree - 1, -1):
            for place in range(self.degree):
                total[at - self.degree + place] -= total[at] * modulus[place]
        return int(self._number(np.array(total[: self.degree]) % self.prime))

    def _irreducible(self) -> tuple[int, ...]:
        """Lower coefficients of the first polynomial with leading coefficient 1 that no smaller one divides."""
        for low in product(range(self.prime), repeat=self.degree):
            if not any(
                self._divides((*divisor, 1), (*low, 1))
                for degree in range(1, self.degree // 2 + 1)
                for divisor in product(range(self.prime), repeat=degree)
            ):
                return low
        raise ValueError(f"{self.prime} is not a prime number.")

    def _divides(self, divisor: Sequence[int], whole: Sequence[int]) -> bool:
        rest = list(whole)
        for at in range(len(whole) - len(divisor), -1, -1):
            factor = rest[at + len(divisor) - 1]
            for place, digit in enumerate(divisor):
                rest[at + place] = (rest[at + place] - factor * digit) % self.prime
        return not any(rest)


@dataclass(frozen=True)
class Ring:
    """Several fields side by side, calculated with part by part. Its elements are numbered from 0 to order - 1."""

    parts: tuple[Field, ...]

    @property
    def order(self) -> int:
        """How many elements there are."""
        return prod(part.order for part in self.parts)

    def line(self, slope: int, at: int, every: IntArray) -> IntArray:
        """slope * at + b for every b, where `at` stands for the element that is number `at` in each part."""
        made: IntArray = np.zeros_like(every)
        scale = 1
        for part in self.parts:
            moved = part.times(np.array(slope // scale % part.order), np.array(at))
            made += scale * part.add(every // scale % part.order, moved)
            scale *= part.order
        return made


def ring(order: int) -> Ring:
    """The product of fields with that many elements in all, by the prime powers of the order (MacNeish 1922)."""
    return Ring(tuple(Field(prime, degree) for prime, degree in factors(order)))


def field(order: int) -> Field | None:
    """The field with that many elements, or None where there is none."""
    found = factors(order)
    return Field(*found[0]) if len(found) == 1 else None


def factors(number: int) -> list[tuple[int, int]]:
    """The primes of a whole number, each with how often it divides it."""
    made, divisor = [], 2
    while number > 1:
        if divisor * divisor > number:
            divisor = number
        times = 0
        while number % divisor == 0:
            number //= divisor
            times += 1
        if times:
            made.append((divisor, times))
        divisor += 1
    return made
