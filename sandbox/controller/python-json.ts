/**
 * Why Python's `json` module refuses a text, in its words: `Expecting value: line 1 column 10 (char 9)`.
 * Follows CPython's json/decoder.py and json/scanner.py.
 */
export function pythonJsonComplaint(text: string): string {
  const scanner = new Scanner(text);
  try {
    const end = scanner.space(scanner.value(scanner.space(0)));
    return end === text.length ? 'no complaint' : at(text, 'Extra data', end);
  } catch (error) {
    if (error instanceof Complaint) return at(text, error.message, error.position);
    throw error;
  }
}

class Complaint extends Error {
  readonly position: number;
  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}

function at(text: string, message: string, position: number): string {
  const before = text.slice(0, position);
  const line = before.split('\n').length;
  const column = position - before.lastIndexOf('\n');
  return `${message}: line ${line} column ${column} (char ${position})`;
}

/** Each method reads from a position and returns the position behind what it read. */
class Scanner {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }

  space(position: number): number {
    let end = position;
    while (' \t\n\r'.includes(this.#text[end] ?? 'x')) end += 1;
    return end;
  }

  value(position: number): number {
    const first = this.#text[position];
    if (first === '"') return this.#string(position + 1);
    if (first === '{') return this.#object(position + 1);
    if (first === '[') return this.#array(position + 1);
    const rest = this.#text.slice(position);
    const scalar = /^(?:null|true|false|NaN|Infinity|-Infinity|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?)/.exec(rest);
    if (scalar === null) throw new Complaint('Expecting value', position);
    return position + scalar[0].length;
  }

  #string(position: number): number {
    for (let end = position; ; end += 1) {
      const char = this.#text[end];
      if (char === undefined) throw new Complaint('Unterminated string starting at', position - 1);
      if (char === '"') return end + 1;
      if (char < ' ') throw new Complaint('Invalid control character at', end);
      if (char !== '\\') continue;
      end += 1;
      const escaped = this.#text[end];
      if (escaped === undefined) throw new Complaint('Unterminated string starting at', position - 1);
      if (escaped === 'u') {
        if (!/^[0-9a-fA-F]{4}$/.test(this.#text.slice(end + 1, end + 5))) {
          throw new Complaint('Invalid \\uXXXX escape', end);
        }
        end += 4;
      } else if (!'"\\/bfnrt'.includes(escaped)) throw new Complaint('Invalid \\escape', end - 1);
    }
  }

  #object(position: number): number {
    let end = this.space(position);
    if (this.#text[end] === '}') return end + 1;
    for (;;) {
      if (this.#text[end] !== '"') throw new Complaint('Expecting property name enclosed in double quotes', end);
      end = this.space(this.#string(end + 1));
      if (this.#text[end] !== ':') throw new Complaint("Expecting ':' delimiter", end);
      end = this.space(this.value(this.space(end + 1)));
      if (this.#text[end] === '}') return end + 1;
      if (this.#text[end] !== ',') throw new Complaint("Expecting ',' delimiter", end);
      end = this.space(end + 1);
    }
  }

  #array(position: number): number {
    let end = this.space(position);
    if (this.#text[end] === ']') return end + 1;
    for (;;) {
      end = this.space(this.value(end));
      if (this.#text[end] === ']') return end + 1;
      if (this.#text[end] !== ',') throw new Complaint("Expecting ',' delimiter", end);
      end = this.space(end + 1);
    }
  }
}
