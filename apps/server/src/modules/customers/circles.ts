/** Who is connected with whom, however far (union-find). */
export class Circles {
  readonly #next = new Map<string, string>();

  /** The one who stands for her circle. */
  of(id: string): string {
    let head = id;
    for (let next = this.#next.get(head); next !== undefined; next = this.#next.get(head)) head = next;
    // Shorter for whoever asks next.
    for (let at = id; at !== head;) {
      const next = this.#next.get(at) ?? head;
      this.#next.set(at, head);
      at = next;
    }
    return head;
  }

  join(one: string, other: string): void {
    const [a, b] = [this.of(one), this.of(other)];
    if (a !== b) this.#next.set(a, b);
  }
}
