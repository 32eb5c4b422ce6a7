"""What a comparison must say of planted defects: each found by one of its rules, once, and nothing else."""


def wrong_verdicts(job, result):
    """A line for every defect that was not found as it should be, and for every finding that nobody planted."""
    left = list(result.findings)
    problems = []
    for defect in job.defects:
        own = [one for one in left if belongs(one, defect)]
        left = [one for one in left if one not in own]
        rules = [one.rule for one in own]
        if len(rules) != bool(defect.rules) or not set(rules) <= set(defect.rules):
            problems.append(f"{defect.name} {defect.item or defect.side}: {rules}, not {defect.rules}")
        elif defect.item is not None and own and own[0].item not in (None, defect.item):
            problems.append(f"{defect.name}: {own[0].item}, not {defect.item}")
        elif own and defect.page is not None and own[0].page != defect.page:
            problems.append(f"{defect.name}: page {own[0].page}, not {defect.page}")
    problems += [f"nobody's: {one.rule} page {one.page} {one.item} {one.message}" for one in left]
    problems += [f"unreadable: {one}" for one in result.unreadable]
    return problems


def belongs(finding, defect):
    """Whether a finding is about the notice and side that a defect spoiled."""
    if defect.record < 0:
        return finding.record is None and finding.page == defect.page
    same = (finding.file, finding.record) == (defect.file, defect.record)
    return same and (finding.side in (None, defect.side))
