//! Takes required keys, optional keys, and reports what is left over.
