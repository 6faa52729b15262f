import { Link, useRouterState } from "@tanstack/react-router";
import { Logo } from "@shuke/kit-ui";
import { useWords } from "../i18n.ts";
import { itemOf, navAreas, useIsFor } from "./nav-items.tsx";

export function Sidebar() {
  const { t } = useWords();
  const isFor = useIsFor();
  const here = itemOf(useRouterState({ select: (state) => state.location.pathname }))?.to;
  return (
    <nav className="sidebar" aria-label={t("nav.label")}>
      <Link to="/today" className="brand">
        <Logo size={28} />
        <span>{t("top.brand")}</span>
      </Link>
      {navAreas.map((area, index) => {
        const items = area.items.filter(isFor);
        if (items.length === 0) return null;
        return (
          <div key={area.word ?? "top"} className="nav-area">
            {area.word ? <h2 id={`nav-${index}`}>{t(`nav.${area.word}`)}</h2> : null}
            <ul {...(area.word ? { "aria-labelledby": `nav-${index}` } : {})}>
              {items.map((item) => (
                <li key={item.to}>
                  <Link
                    to={item.to}
                    className={here === item.to ? "nav-item here" : "nav-item"}
                    {...(here === item.to ? { "aria-current": "page" as const } : {})}
                  >
                    {item.icon}
                    {t(`nav.${item.word}`)}
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </nav>
  );
}
