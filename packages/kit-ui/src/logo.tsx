/**
 * A sparrow returning to a ring: a 熟客 comes back. Drawn with `currentColor` and the accent, so that it sits on both grounds.
 */
export function Logo({ size = 28, title }: { size?: number; title?: string }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 64 64"
      role={title ? "img" : undefined}
      aria-label={title}
      aria-hidden={title ? undefined : true}
    >
      <path d="M51.5 45.2A24 24 0 1 1 50.6 17.2" fill="none" stroke="var(--pine)" strokeWidth="5" strokeLinecap="round" />
      <path
        d="M60 30.5c-3.2-5.6-9-8.6-14.8-7.6-2.3-3-5.7-4.3-9.3-3.4l3 3.6c-6.4.8-12.4 4.3-17.9 10.4l-5.6.4 3.4 3-1.6 4.4 4.9-1.9c5 4.6 11.3 6.2 17 4.3 6-2 9.2-6.6 9.9-10.7.2-1 .9-1.6 2-1.7z"
        fill="var(--persimmon)"
      />
      <path d="M42 33.4c-3.2 4.4-8.6 6.5-14.6 5.4 3-4.2 7.6-7.3 14.6-5.4z" fill="var(--card)" opacity="0.55" />
      <circle cx="50.4" cy="28.2" r="1.7" fill="var(--card)" />
    </svg>
  );
}
