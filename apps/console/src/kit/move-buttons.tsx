import { Button } from "antd";
import { ArrowDownOutlined, ArrowUpOutlined } from "@ant-design/icons";

type Props = { up: string; down: string; isFirst: boolean; isLast: boolean; move: (by: number) => void };

/** One place up or down; `up` and `down` say what moves, for readers that cannot see it. */
export function MoveButtons({ up, down, isFirst, isLast, move }: Props) {
  return (
    <>
      <Button type="text" size="small" icon={<ArrowUpOutlined />} aria-label={up} disabled={isFirst} onClick={() => move(-1)} />
      <Button type="text" size="small" icon={<ArrowDownOutlined />} aria-label={down} disabled={isLast} onClick={() => move(1)} />
    </>
  );
}
