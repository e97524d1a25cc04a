"use strict";
(() => {
  const ask = document.getElementById("ask");
  if (!ask) return;
  const choices = JSON.parse(document.getElementById("choices").textContent);
  const question = document.getElementById("question");
  const answers = document.getElementById("answers").tBodies[0];
  const said = document.getElementById("said");
  const command = document.getElementById("command");
  const levels = [...question.elements.durability.options].map((option) => option.value || "none");
  const wishes = [
    ["ordered", "may arrive in another order", "--ordered"],
    ["exactlyOnce", "may arrive twice, or not at all", "--exactly-once"],
    ["responder", "lost when the receiver restarts", ""],
    ["service", "lost when the service restarts", ""],
    ["noBroker", "needs a broker", "--no-broker"],
    ["noService", "needs a server in addition to the two ends", "--no-service"],
  ];
  // No time is 0, but no cores is a question.
  const number = (name) => {
    const text = question.elements[name].value.trim();
    return text !== "" && (Number(text) > 0 || (Number(text) === 0 && name === "cores")) ? Number(text) : null;
  };
  // Three digits, as in the tables; a miss by a hair is not 1×.
  const digits = (factor) => {
    const text = String(factor < 1000 ? Number(factor.toPrecision(3)) : Math.round(factor));
    return text === "1" ? "1.00" : text;
  };

  // What a transport fails by, and what the run cannot say. What fails by no figure has no factor.
  const judge = (choice, asked) => {
    const failed = [];
    const open = [];
    const unsure = [];
    let miss = 1;
    const most = (name, measured, text, limit, limitText, high, highText) => {
      if (limit === null) return;
      if (measured === null) open.push(`${name} not measured`);
      else if (measured > limit) {
        miss = Math.max(miss, measured / limit);
        failed.push(`${name} ${text} > ${limitText}${limit === 0 ? "" : `, ${digits(measured / limit)}×`}`);
      } else if (high !== null && high > limit) unsure.push(`${name} ${text} may be ${highText}`);
    };
    most("p50", choice.p50, choice.p50Text, asked.p50 && asked.p50 * 1000, `${asked.p50} µs`, choice.p50High, choice.p50HighText);
    most("p99", choice.p99, choice.p99Text, asked.p99 && asked.p99 * 1000, `${asked.p99} µs`, choice.p99High, choice.p99HighText);
    most("cores", choice.cores, choice.coresText, asked.cores, `${asked.cores}`, null, "");
    const refuse = (why) => {
      miss = Infinity;
      failed.push(why);
    };
    if (choice.maxPayload !== null && choice.maxPayload < asked.payload) {
      miss = Math.max(miss, asked.payload / choice.maxPayload);
      failed.push("carries no message of that size");
    } else if (choice.p50 === null && asked.p50 === null && asked.p99 === null && asked.cores === null) open.push("not measured at this size");
    if (asked.durability) {
      if (!levels.includes(choice.durability)) open.push("durability not known");
      else if (levels.indexOf(choice.durability) < levels.indexOf(asked.durability)) refuse(`accepted means ${choice.durability}`);
    }
    for (const [name, why] of wishes.filter(([name]) => asked[name])) {
      if (choice[name] === null) open.push(`${name} not known`);
      else if (!choice[name]) refuse(why);
    }
    const verdict = failed.length ? "rejected" : open.length ? "not measured" : "qualifies";
    return { choice, failed, open, unsure, miss, verdict };
  };

  const row = ({ choice, verdict, failed, open, unsure, place }) => {
    const line = document.createElement("tr");
    const cell = (tag, text, kind) => {
      const part = document.createElement(tag);
      part.textContent = text;
      if (kind) part.className = kind;
      line.append(part);
    };
    cell("td", place ?? "", "n");
    cell("th", choice.flags.length ? `${choice.transport} †` : choice.transport);
    line.cells[1].scope = "row";
    cell("td", verdict === "qualifies" && unsure.length ? "qualifies, not for sure" : verdict);
    cell("td", choice.p50Text, "n");
    cell("td", choice.p99Text, "n");
    cell("td", choice.coresText, "n");
    cell("td", [...failed, ...open, ...unsure, ...choice.flags.map((flag) => `† ${flag}`)].join("; "));
    return line;
  };

  const answer = () => {
    const asked = { payload: Number(question.elements.payload.value), durability: question.elements.durability.value };
    for (const name of ["p50", "p99", "cores"]) asked[name] = number(name);
    for (const [name] of wishes) asked[name] = question.elements[name].checked;
    const order = ["qualifies", "not measured", "rejected"];
    const latency = (one) => (asked.p50 !== null && asked.p99 === null ? one.choice.p50 : one.choice.p99) ?? Infinity;
    const key = (one) => (one.verdict === "rejected" ? one.miss : latency(one));
    const judged = choices.filter((choice) => choice.payload === asked.payload).map((choice) => judge(choice, asked)).sort((one, other) =>
      order.indexOf(one.verdict) - order.indexOf(other.verdict)
      || (key(one) === key(other) ? 0 : key(one) - key(other))
      || (one.choice.transport < other.choice.transport ? -1 : 1));
    // What cannot be told from the first of a place shares it, as in Ranking.
    const alike = asked.p50 !== null && asked.p99 === null ? "p50Alike" : "p99Alike";
    let first = null;
    judged.filter((one) => one.verdict === "qualifies").forEach((one, index) => {
      if (first === null || !first.choice[alike].includes(one.choice.transport)) {
        first = one;
        one.place = index + 1;
      } else one.place = first.place;
    });
    answers.replaceChildren(...judged.map(row));
    const count = (verdict) => judged.filter((one) => one.verdict === verdict).length;
    const unsure = judged.filter((one) => one.verdict === "qualifies" && one.unsure.length).length;
    const doubt = unsure ? ` (${unsure} not for sure)` : "";
    said.textContent = `${count("qualifies")} qualify${doubt}, ${count("not measured")} not measured, ${count("rejected")} rejected`;
    const survives = ["responder", "service"].filter((name) => asked[name]).map((name) => `${name}-restart`);
    command.textContent = [
      `dotnet run -c Release --project bench -- advise DIR --payload ${asked.payload}`,
      ...["p50", "p99"].filter((name) => asked[name] !== null).map((name) => `--${name} ${asked[name]}us`),
      ...(asked.cores === null ? [] : [`--max-cores ${asked.cores}`]),
      ...(asked.durability ? [`--durable ${asked.durability}`] : []),
      ...wishes.filter(([name, , option]) => asked[name] && option).map(([, , option]) => option),
      ...(survives.length ? [`--survives ${survives.join(",")}`] : []),
    ].join(" ");
  };
  question.addEventListener("input", answer);
  question.addEventListener("submit", (event) => event.preventDefault());
  question.addEventListener("reset", () => setTimeout(answer));
  addEventListener("pageshow", answer);
  answer();
  ask.hidden = false;
})();
