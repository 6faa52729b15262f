import type { ReactNode } from "react";

export type PhoneBubble = { kind: "text"; text: string } | { kind: "link"; title: string; desc: string } | { kind: "note"; text: string };

type Props = {
  title: string;
  time: string;
  avatar: string;
  bubbles: PhoneBubble[];
  placeholder: ReactNode;
  label: string;
};

/** What the customer will see, drawn as a chat before anything is sent. */
export function PhonePreview({ title, time, avatar, bubbles, placeholder, label }: Props) {
  return (
    <div className="phone" role="group" aria-label={label}>
      <div className="phone-bar">
        <span aria-hidden>‹</span>
        <strong>{title}</strong>
        <span aria-hidden>···</span>
      </div>
      <div className="phone-screen">
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
              {bubble.kind === "text" ? (
                <p className="phone-bubble">{bubble.text}</p>
              ) : (
                <div className="phone-card">
                  <strong>{bubble.title}</strong>
                  <span>{bubble.desc}</span>
                </div>
              )}
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
