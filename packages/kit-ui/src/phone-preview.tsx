import type { ReactNode } from "react";

export type PhoneBubble =
  | { kind: "text"; text: string }
  | { kind: "link"; title: string; desc: string; src?: string }
  | { kind: "picture"; src: string; alt: string }
  | { kind: "file"; name: string; hint: string }
  | { kind: "note"; text: string };

type Props = {
  title: string;
  time: string;
  avatar: string;
  bubbles: PhoneBubble[];
  placeholder: ReactNode;
  label: string;
};

function Bubble({ bubble }: { bubble: Exclude<PhoneBubble, { kind: "note" }> }) {
  switch (bubble.kind) {
    case "text":
      return <p className="phone-bubble">{bubble.text}</p>;
    case "picture":
      return <img className="phone-picture" src={bubble.src} alt={bubble.alt} />;
    case "file":
      return (
        <div className="phone-card">
          <strong>{bubble.name}</strong>
          <span>{bubble.hint}</span>
        </div>
      );
    case "link":
      return (
        <div className="phone-card">
          <strong>{bubble.title}</strong>
          <div className="phone-card-line">
            <span>{bubble.desc}</span>
            {bubble.src ? <img src={bubble.src} alt="" /> : null}
          </div>
        </div>
      );
  }
}

/** What the customer will see, drawn as a chat before anything is sent. */
export function PhonePreview({ title, time, avatar, bubbles, placeholder, label }: Props) {
  return (
    <div className="phone" role="group" aria-label={label}>
      <div className="phone-bar">
        <span aria-hidden>‹</span>
        <strong>{title}</strong>
        <span aria-hidden>···</span>
      </div>
      <div className="phone-screen" role="region" aria-label={label} tabIndex={0}>
        <div className="phone-time">{time}</div>
        {bubbles.length === 0 ? <div className="phone-empty">{placeholder}</div> : null}
        {bubbles.map((bubble, index) =>
          bubble.kind === "note" ? (
            <div key={index} className="phone-time">
              {bubble.text}
            </div>
          ) : (
            <div key={index} className="phone-line">
              <span className="phone-avatar" aria-hidden>
                {avatar}
              </span>
              <Bubble bubble={bubble} />
            </div>
          ),
        )}
      </div>
      <div className="phone-foot" aria-hidden>
        <span />
      </div>
    </div>
  );
}
