"""The report: one self-contained HTML file about one plan."""

from trilemma.files.report.findings import Findings, FrontFindings, FrontPoint
from trilemma.files.report.page import gantt_svg, report_html

__all__ = ["Findings", "FrontFindings", "FrontPoint", "gantt_svg", "report_html"]
