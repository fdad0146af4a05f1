// The plan page: table and chart.
import "../plan/plan_page.js";
