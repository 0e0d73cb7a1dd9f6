/** Whether every word of `asked` stands somewhere in `text`, in whatever case. */
export function hasWords(text: string, asked: string): boolean {
  const lower = text.toLocaleLowerCase();
  return asked
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word));
}
