package io.yizhan.benchmarks.speed;

import java.util.List;
import java.util.Locale;

/** A drawing of lines over steps, as SVG that every browser shows. */
final class Chart {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 300;
  private static final int LEFT = 70;
  private static final int TOP = 40;
  private static final int RIGHT = 20;
  private static final int BOTTOM = 60;
  private static final int STEPS = 4;
  private static final int LEGEND_STEP = 150;
  private static final List<String> COLOURS = List.of("#0b6e99", "#d9730d", "#448361", "#9065b0");

  private Chart() {}

  /** A line: one value for each step; NaN where there is none. */
  record Line(String name, List<Double> values) {}

  static String svg(String title, String unit, List<String> steps, List<Line> lines) {
    double top =
        roundUp(
            lines.stream()
                .flatMap(line -> line.values().stream())
                .filter(value -> !value.isNaN())
                .max(Double::compare)
                .orElse(1.0));
    StringBuilder out = new StringBuilder();
    out.append(
        String.format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                + " font-size=\"12\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
            WIDTH, HEIGHT));
    text(out, LEFT, 20, "start", title + " (" + unit + ")");
    for (int i = 0; i <= STEPS; i++) {
      double y = y(top * i / STEPS, top);
      out.append(
          String.format(
              Locale.ROOT,
              "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#ddd\"/>%n",
              LEFT,
              y,
              WIDTH - RIGHT,
              y));
      text(out, LEFT - 6, y + 4, "end", number(top * i / STEPS));
    }
    for (int i = 0; i < steps.size(); i++) {
      text(out, x(i, steps.size()), HEIGHT - BOTTOM + 18.0, "middle", steps.get(i));
    }
    for (int i = 0; i < lines.size(); i++) {
      draw(out, lines.get(i), COLOURS.get(i % COLOURS.size()), top, steps.size());
      double x = LEFT + (double) i * LEGEND_STEP;
      out.append(
          String.format(
              Locale.ROOT,
              "<rect x=\"%.0f\" y=\"%d\" width=\"10\" height=\"10\" fill=\"%s\"/>%n",
              x,
              HEIGHT - 22,
              COLOURS.get(i % COLOURS.size())));
      text(out, x + 14, HEIGHT - 13.0, "start", lines.get(i).name());
    }
    return out.append("</svg>\n").toString();
  }

  private static void draw(StringBuilder out, Line line, String colour, double top, int steps) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < line.values().size(); i++) {
      if (!line.values().get(i).isNaN()) {
        double x = x(i, steps);
        double y = y(line.values().get(i), top);
        points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
        out.append(
            String.format(
                Locale.ROOT,
                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>%n",
                x,
                y,
                colour));
      }
    }
    out.append(
        String.format(
            "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n",
            points.toString().strip(), colour));
  }

  private static double x(int step, int steps) {
    double width = WIDTH - LEFT - RIGHT;
    return LEFT + width * (step + 0.5) / Math.max(1, steps);
  }

  private static double y(double value, double top) {
    double height = HEIGHT - TOP - BOTTOM;
    return TOP + height * (1 - value / top);
  }

  private static double roundUp(double value) {
    double power = Math.pow(10, Math.floor(Math.log10(Math.max(value, 1e-9))));
    return Math.ceil(value / power * 2) / 2 * power;
  }

  private static String number(double value) {
    return value >= 10 || value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.2f", value);
  }

  private static void text(StringBuilder out, double x, double y, String anchor, String text) {
    out.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
            x,
            y,
            anchor,
            text.replace("&", "&amp;").replace("<", "&lt;")));
  }
}
