"""Tests that run only with ``--soak``: long ways through a window, or through processes, to a fact that a test of the
default run holds more cheaply. Each stands beside the test that holds its fact there.
"""

_BOARD, _SHELL, _ROUNDS = "tests/ui/board/", "tests/ui/shell/", "tests/ui/rounds/"
_STORIES, _SCREENS, _REPLACING = (
    f"{_BOARD}test_stories_of_2021.py::test_",
    f"{_SHELL}signoff/test_piece_in_hand.py::test_",
    f"{_ROUNDS}test_replacing.py::test_",
)
_SERVER, _SHEET, _ON_SHEET, _MARKS, _BENCH = (
    "tests/signoff/server/test_kept.py::test_",
    "tests/checks/rules/test_sheet.py::test_",
    "tests/checks/rules/test_sheet_places.py::test_",
    "tests/cases/test_marks.py::test_",
    "tests/month/looking/",
)
_COMING = f"{_SHELL}signoff/test_coming_and_going.py::test_"
_PAPER = "tests/proof/captures/test_print_sides.py::test_"
_WHOLE = "tests/soak/test_whole_print.py::test_"
_CARRIED = "tests/signoff/server/test_carried.py::test_"

DEEP = {
    # the server: that it keeps a ledger as a file does stands in the tests of this file that are left
    f"{_SERVER}two_threads_with_a_session_each_lose_nothing": (
        f"{_SERVER}two_workstations_appending_at_once_lose_nothing"
    ),
    f"{_SERVER}two_workstations_cannot_both_be_the_first": (
        f"{_SERVER}two_workstations_cannot_both_do_what_may_be_done_once"
    ),
    f"{_SERVER}many_workstations_may_open_a_new_database_at_once": "store/test_schema",
    f"{_SERVER}a_session_that_the_server_cut_off_goes_on": f"{_SERVER}an_act_cut_off_in_the_middle_leaves_nothing",
    f"{_CARRIED}a_new_ledger_on_a_server_takes_on_from_a_file": "signoff/test_carry",
    f"{_CARRIED}a_ledger_of_format_1_is_taken_on_from_one_server_to_another": "signoff/test_carry",
    # rules and preview ask one printer: that they agree is asked of a sample, a form and an envelope
    f"{_SHEET}rules_and_preview_agree_on_changed_records": f"{_SHEET}rules_and_preview_agree_on_a_sample",
    f"{_SHEET}rules_and_preview_agree_on_another_envelope": f"{_SHEET}rules_and_preview_agree_on_another_form",
    f"{_SHEET}rules_and_preview_agree_on_what_the_table_switches": "notice/test_items",
    f"{_ON_SHEET}the_short_way_and_the_long_way_to_the_town_agree": "notice/test_postal",
    f"{_ON_SHEET}nothing_is_printed_outside_the_room_that_is_reckoned_with": "sheet/test_fit",
    f"{_MARKS}without_a_printable_size_no_notice_has_a_barcode": (
        f"{_MARKS}every_mark_of_a_sample_is_what_the_preview_says"
    ),
    f"{_BENCH}test_workbench.py::test_every_record_of_a_sample_can_be_looked_at": f"{_BENCH}test_workbench",
    f"{_BENCH}test_search.py::test_searching_agrees_with_decoding_character_by_character": f"{_BENCH}test_search",
    f"{_BENCH}test_no_barcode.py::test_the_rows_are_the_notices_that_the_preview_prints_without_a_barcode": (
        f"{_MARKS}every_mark_of_a_sample_is_what_the_preview_says"
    ),
    f"{_BENCH}test_gaiji_uses.py::test_counts_agree_with_decoding_whatever_the_block_size": f"{_BENCH}test_gaiji_uses",
    "tests/training/test_sample_fields.py::test_every_text_can_be_decoded": (
        "checks/test_run: a clean sample has no finding"
    ),
    "tests/training/test_sample_fields.py::test_only_codes_that_the_font_draws_are_used": "checks/rules: gaiji.missing",
    "tests/sheet/test_fit.py::test_column_counts_never_disagree_with_exact_setting": "sheet/test_fit",
    "tests/sheet/test_envelope.py::test_a_tilt_between_the_ends_is_found_where_it_is_the_worst": "sheet/test_envelope",
    "tests/notice/test_postal.py::test_towns_of_other_codes_are_hardly_ever_taken_for_the_codes_own": (
        "notice/test_town_numbers"
    ),
    "tests/notice/test_barcode.py::test_thousands_of_codes_are_drawn_as_an_independent_encoder_draws_them": (
        "notice/test_customer_barcode: the published examples"
    ),
    "tests/commands/test_scenes.py::test_check_compares_both_sides_of_a_pair_and_names_file_and_byte": (
        "media/test_comparing, commands/login/test_session"
    ),
    "tests/ui/rounds/page/test_logs_and_signature.py::test_the_gaiji_print_is_written_with_the_open_medium": (
        "filing/test_round_files"
    ),
    "tests/training/test_gaiji_font.py::test_every_drawn_code_has_a_drawing_of_its_own": "sheet/test_glyphs",
    "tests/records/test_text_columns.py::test_every_double_byte_code_is_classed_as_decoding_it_is": "records/test_text",
    # what may not be released, approved or signed: signoff/test_rounds, test_months, test_two_persons, test_kinds
    f"{_STORIES}a_setting_registered_after_the_approval_voids_it_and_the_window_says_which": f"{_ROUNDS}test_approval",
    f"{_STORIES}settings_that_are_not_given_again_are_not_taken_for_the_same": "signoff/test_process_settings",
    f"{_STORIES}a_round_with_unsigned_pieces_cannot_be_signed": "signoff/test_rounds",
    f"{_STORIES}a_round_without_its_logs_cannot_be_signed": "signoff/test_attacks_on_rounds",
    f"{_STORIES}a_lead_who_looked_at_no_piece_cannot_approve": f"{_ROUNDS}test_approval",
    f"{_STORIES}a_lead_without_the_proof_medium_cannot_approve": f"{_ROUNDS}test_approval",
    f"{_STORIES}a_checker_has_no_way_to_the_release": f"{_BOARD}page/test_list",
    "tests/ui/findings/test_findings_in_window.py::test_what_a_checker_let_stand_unseen_is_on_the_leads_list_and_"
    "keeps_its_marks": "ui/findings/test_findings, signoff/test_sessions",
    # keyboard and scanner at the piece: ui/rounds/test_piece_panel
    f"{_SCREENS}one_key_leads_back_to_the_piece_and_its_record": f"{_ROUNDS}test_piece_panel",
    f"{_COMING}nothing_half_done_waits_for_the_next_person": f"{_ROUNDS}test_piece_panel",
    f"{_SCREENS}the_keyboard_is_where_the_next_step_is": f"{_ROUNDS}test_piece_panel",
    f"{_SCREENS}looking_at_another_side_leaves_the_scanner_its_field": f"{_ROUNDS}test_piece_panel",
    f"{_SCREENS}a_line_feed_after_a_scan_opens_no_screen_and_a_refused_signature_keeps_the_password_out": (
        f"{_ROUNDS}test_piece_panel"
    ),
    f"{_COMING}a_notice_that_is_written_out_is_an_entry_with_the_hash_of_its_bytes": "month/looking/test_who",
    f"{_REPLACING}away_from_the_proof_medium_no_record_is_offered": "signoff/test_rounds",
    f"{_REPLACING}the_scanner_may_put_something_around_the_new_id": "proof/test_scanner",
    f"{_REPLACING}the_record_on_screen_can_be_taken_and_everything_can_be_given_up": (
        f"{_REPLACING}a_piece_gets_another_record_with_reason_and_signature"
    ),
    f"{_REPLACING}a_piece_that_was_checked_and_a_lead_get_no_other_record": "signoff/test_rounds",
    # letters of every dialog: one walk of three
    f"{_SHELL}test_letters.py::test_on_the_board_of_a_month_and_in_its_dialogs": f"{_SHELL}test_letters",
    f"{_SHELL}test_letters.py::test_on_every_screen_of_the_others": f"{_SHELL}test_letters",
    f"{_SHELL}test_shortcuts.py::test_menu_keys_trigger_their_entry_wherever_the_keyboard_is": (
        f"{_SHELL}test_shortcuts.py::test_every_key_does_its_work_wherever_the_keyboard_is"
    ),
    # the program as a process, from live work to practice and back
    f"{_SHELL}test_real_program.py::test_people_go_from_live_to_practice_and_back_and_neither_sees_the_other": (
        "training/test_practice_kept, ui/shell/test_practice_start"
    ),
    # a list of more rows than can be: 60,000 are written for it
    "tests/lists/test_many_rows.py::test_one_row_too_many_of_a_workbook_is_refused_by_name": (
        "tests/notice/test_offices.py::test_a_sheet_with_too_many_rows_is_refused_not_cut"
    ),
    # a whole print in processes of their own
    f"{_WHOLE}every_planted_defect_is_found_and_no_other": "proof/printed/test_compare",
    f"{_WHOLE}memory_does_not_grow_with_the_pages": "proof/printed/test_compare",
    f"{_WHOLE}a_run_that_was_killed_goes_on_and_says_the_same": (
        "tests/proof/printed/test_compare.py::test_a_run_that_was_ended_goes_on_and_counts_nothing_twice"
    ),
    f"{_ROUNDS}test_forty.py::test_a_round_of_forty_takes_an_answer_for_each_question_and_eight_keys_to_sign": (
        "ui/rounds/test_pin_row, ui/rounds/test_piece_panel"
    ),
    # deaths of workstations and servers: what a server keeps of two, and each cut of a cable, stand in every run
    "tests/soak/trust/test_server_faults.py::test_workstations_and_servers_die_at_any_moment": (
        f"{_SERVER}two_workstations_appending_at_once_lose_nothing"
    ),
    f"{_PAPER}captures_of_foreign_paper_compare_equal_to_the_month_and_a_wrong_one_does_not": (
        "proof/captures/test_print_sides"
    ),
    # deaths and faults of discs: store/test_killed
    f"{_SERVER}workstations_that_die_while_they_write_to_the_server_lose_nothing": ("store/test_killed"),
    "tests/store/test_faults.py::test_a_spoilt_log_loses_only_whole_acts_at_its_end": (
        "tests/store/test_faults.py::test_a_torn_log_loses_only_whole_acts_at_its_end"
    ),
    # the single file as a process
    "tests/signoff/test_verify.py::test_the_single_file_gives_the_same_verdicts": (
        "tests/signoff/test_format_1.py::test_the_single_file_says_so_too"
    ),
    "tests/commands/test_ledger.py::test_the_single_file_says_both_verdicts_too": "signoff/test_format_1",
    # whole months: one shape of several
    "tests/training/test_shape.py::test_a_split_sample_is_a_whole_volume_and_nothing_is_wrong_with_it": (
        "checks/test_split"
    ),
    "tests/cases/test_redirected.py::test_findings_and_marks_are_those_of_sheets_that_are_placed_one_by_one": (
        "tests/cases/test_redirected.py::test_each_destination_has_the_findings_that_its_sheet_gives_and_no_other"
    ),
    "tests/ui/comparison/test_foreign_paper.py::test_paper_of_an_approved_form_is_judged_with_its_print_without_any_"
    "folder": "proof/captures/test_print_sides, ui/comparison/test_foreign_paper",
    "tests/proof/printed/test_compare.py::test_two_notices_on_a_sheet_are_told_apart": "proof/learning/test_learn",
    "tests/ui/findings/test_findings.py::test_a_hundred_thousand_findings_open_and_scroll_with_few_rows_read": (
        "ui/findings/test_findings"
    ),
}
"""Node of a test → where its fact is held in every run: nodes, or files and rooms below ``tests``, parted by commas;
what follows a colon says more."""
