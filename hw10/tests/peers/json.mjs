// What can be written as JSON and read back as it was. `JSON.stringify` alone does not say: it writes `null` for an
// infinite number, and leaves functions out.

export function isJson(value) {
  switch (typeof value) {
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value);
    case 'string':
      return isWellFormed(value);
    case 'object':
      if (value === null) return true;
      if (Array.isArray(value)) return value.every(isJson);
      return isPlain(value) && Object.entries(value).every(isField);
    default:
      return false;
  }
}

// A field without a value is left out when the object is written: the object is JSON.
function isField([name, value]) {
  return isWellFormed(name) && (value === undefined || isJson(value));
}

// A function that JSONata has made, and a regular expression, are objects of other kinds.
function isPlain(value) {
  return Object.getPrototypeOf(value) === Object.prototype && !value._jsonata_lambda && !value._jsonata_function;
}

// A UTF-16 text cut in the middle of a character is none that JSON can carry.
function isWellFormed(text) {
  return !/\p{Surrogate}/u.test(text);
}
