import styles from './spark-line.module.css';

/** Tiny bars beside a figure, which the row says in words. The highest bar fills the height. */
export const SparkLine = ({ values }: { values: readonly number[] }) => {
  const most = Math.max(1, ...values);
  return (
    <svg className={styles['spark']} viewBox={`0 0 ${values.length * 4} 20`} aria-hidden>
      {values.map((value, place) => {
        const height = value === 0 ? 0 : Math.max(2, (value / most) * 20);
        // The bars never change places.
        // oxlint-disable-next-line react/no-array-index-key
        return <rect key={place} x={place * 4} y={20 - height} width={3} height={height} />;
      })}
    </svg>
  );
};
