import { words } from "./boot.ts";

/** The shape of a page while it is being asked for; the same as the server writes. */
export const Skeleton = () => (
  <div class="skeleton" aria-busy="true" aria-label={words.loading} role="status">
    <div class="card">
      <i class="bone round" />
      <i class="bone wide" />
      <i class="bone" />
    </div>
    <div class="card">
      <i class="bone wide" />
      <i class="bone wide" />
      <i class="bone" />
    </div>
  </div>
);
