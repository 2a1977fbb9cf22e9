/** The same numbers in an array that has this index, twice as long if need be; new signed places hold -1. */
export function grown<Numbers extends Int32Array | Uint32Array | Float64Array | Uint8Array>(
  numbers: Numbers,
  index: number,
): Numbers;
export function grown(
  numbers: Int32Array | Uint32Array | Float64Array | Uint8Array,
  index: number,
): Int32Array | Uint32Array | Float64Array | Uint8Array {
  if (index < numbers.length) return numbers;
  const length = Math.max(2 * numbers.length, index + 1);
  const from = numbers.length;
  if (numbers instanceof Int32Array) {
    const longer = new Int32Array(length);
    longer.set(numbers);
    return longer.fill(-1, from);
  }
  if (numbers instanceof Uint32Array) return filled(new Uint32Array(length), numbers);
  if (numbers instanceof Float64Array) return filled(new Float64Array(length), numbers);
  return filled(new Uint8Array(length), numbers);
}

function filled<Numbers extends Uint32Array | Float64Array | Uint8Array>(
  longer: Numbers,
  numbers: Numbers,
): Numbers {
  longer.set(numbers);
  return longer;
}
