"""The one error an estimator raises."""


class MethodError(ValueError):
    """An estimator was handed something it cannot weigh.

    The message says what was found, what was expected and what to do. A quantity that merely cannot be
    estimated (no data, one unit, an undefined ratio) is not an error: it is NULL with a flag.
    """
