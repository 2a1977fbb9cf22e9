/** A number of things in Arabic's six forms: none, one, two, few, many, and all others. */
export function counted(forms: {
  readonly zero: string;
  readonly one: string;
  readonly two: string;
  readonly few: string;
  readonly many: string;
}): typeof forms & { readonly other: string } {
  return { ...forms, other: forms.many };
}
