// What the pages do beyond their links and forms, all of which work without it.
"use strict";

const $ = (selector, root = document) => root.querySelector(selector);

// Search while typing. What is found stands in the index or, on the page of a method,
// in its place for as long as there is something to search for.
const query = $("#q");
const main = $("#main");
const index = $("#results");
const results = index ?? Object.assign(document.createElement("div"), { id: "results", className: "index", ariaLive: "polite" });
if (!index) main.before(results);
let pending;

async function search() {
  const url = new URL("/", location.href);
  const words = query.value.trim();
  if (words) url.searchParams.set("q", query.value);
  pending?.abort();
  pending = new AbortController();
  if (!index) main.hidden = words !== "";
  if (!index && !words) return results.replaceChildren();
  try {
    const response = await fetch(url, { headers: { "X-Fragment": "results" }, signal: pending.signal });
    if (!response.ok) throw new Error(response.statusText);
    results.innerHTML = await response.text();
    if (!index) return;
    $("#front").hidden = words !== "";
    history.replaceState(null, "", url);
  } catch (error) {
    if (error.name !== "AbortError") results.textContent = "The gateway does not answer: " + error.message;
  }
}
query.addEventListener("input", search);

// Keys: "/" searches, the arrows move through what was found, Escape goes back.
document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input, textarea, select");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    query.focus();
    query.select();
  }
  if ((event.key !== "ArrowDown" && event.key !== "ArrowUp") || (typing && event.target !== query)) return;
  const links = [...results.querySelectorAll(".hits a, .methods a, summary, .chips a")].filter((link) => link.checkVisibility());
  const at = links.indexOf(document.activeElement);
  const to = event.key === "ArrowDown" ? at + 1 : at - 1;
  if (at < 0 && event.target !== query) return;
  event.preventDefault();
  (links[to] ?? (to < 0 ? query : links[at]))?.focus();
});

// Send the form, or copy its call, without leaving the page.
const form = $("form.try");
form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const copy = event.submitter?.name === "copy" ? event.submitter : null;
  const wire = $("#wire");
  if (form.ariaBusy === "true") return; // not disabled: the button would lose the focus
  form.ariaBusy = "true";
  try {
    const response = await fetch(form.action, { method: "POST", body: new FormData(form, event.submitter), headers: { "X-Fragment": "wire" } });
    const text = await response.text();
    if (copy && response.ok) {
      wire.replaceChildren(codeOf(text));
      return await copyText(copy, text);
    }
    if (!response.ok) throw new Error(text || response.statusText);
    wire.innerHTML = text;
    copyButtons(wire);
    markWrong(wire);
    wire.scrollIntoView({ block: "nearest" });
  } catch (error) {
    wire.textContent = error.message;
  } finally {
    form.ariaBusy = "false";
  }
});

// codeOf shows a text that was copied.
function codeOf(text) {
  const pre = document.createElement("pre");
  pre.tabIndex = 0;
  pre.textContent = text;
  const figure = document.createElement("figure");
  figure.className = "code copied";
  figure.append(pre);
  return figure;
}

// Mark the parameters with which something is wrong.
function markWrong(wire) {
  for (const input of form.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
  for (const link of wire.querySelectorAll(".wrong [data-param]")) form.elements["p." + link.dataset.param]?.setAttribute("aria-invalid", "true");
}
if (form) markWrong($("#wire"));

// Choose a documented value for a field within a parameter: in JSON at its path, of
// lists in the first element, else at the end of a list.
for (const choice of document.querySelectorAll("select[data-path]")) {
  choice.parentElement.hidden = false;
  choice.addEventListener("change", () => {
    const input = form.elements["p." + choice.dataset.param];
    const path = choice.dataset.path.split(".");
    const value = "number" in choice.dataset ? Number(choice.value) : choice.value;
    if (choice.value !== "") input.value = path.length > 1 ? withValue(input.value, path, value) : [input.value, value].filter((s) => s !== "").join(",");
    choice.value = "";
  });
}

// withValue sets the value at a path ("filter", "lines[]", "status") in the JSON of a
// parameter.
function withValue(text, path, value) {
  let top;
  try {
    top = { [nameOf(path[0])]: text.trim() ? JSON.parse(text) : undefined };
  } catch {
    return text; // it is no JSON, and the gateway tells where
  }
  let at = top;
  for (const step of path.slice(0, -1)) {
    at = at[nameOf(step)] ??= isList(step) ? [] : {};
    if (isList(step)) at = at[0] ??= {};
  }
  const last = path.at(-1);
  if (isList(last)) (at[nameOf(last)] ??= []).push(value);
  else at[last] = value;
  return JSON.stringify(top[nameOf(path[0])], null, 2);
}

const isList = (step) => step.endsWith("[]");
const nameOf = (step) => (isList(step) ? step.slice(0, -2) : step);

// Open what a link leads into. (Browsers that do not do so themselves are few.)
function reveal() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const closed = [];
  for (let e = target?.parentElement; e; e = e.parentElement) if (e.matches("details:not([open])")) closed.push(e);
  for (const details of closed) details.open = true;
  if (closed.length) target.scrollIntoView();
}
addEventListener("hashchange", reveal);
reveal();

// Copy code.
function copyButtons(root) {
  if (!navigator.clipboard) return; // not a secure context
  for (const button of root.querySelectorAll("button.copy")) {
    button.hidden = false;
    button.addEventListener("click", () => copyText(button, $("pre", button.parentElement).textContent));
  }
}
copyButtons(document);

async function copyText(button, text) {
  if (!navigator.clipboard) return; // not a secure context: the text is shown all the same
  const label = button.textContent;
  await navigator.clipboard.writeText(text);
  button.textContent = "Copied";
  setTimeout(() => (button.textContent = label), 1500);
}
