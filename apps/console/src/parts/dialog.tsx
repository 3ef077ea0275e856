import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useLingui } from '@lingui/react/macro';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { IconButton } from './button.tsx';
import styles from './dialog.module.css';

type Props = {
  title: ReactNode;
  isOpen: boolean;
  /** Without it, the dialog stays until its work is done. */
  onClose?: () => void;
  children: ReactNode;
};

/** A dialog over the page. The focus stays inside, and goes back to its opener at the end. */
export const Dialog = ({ title, isOpen, onClose, children }: Props) => {
  const { t } = useLingui();
  const canClose = onClose !== undefined;
  return (
    <ModalOverlay
      isOpen={isOpen}
      isDismissable={canClose}
      isKeyboardDismissDisabled={!canClose}
      onOpenChange={(open) => !open && onClose?.()}
      className={styles['overlay'] ?? ''}
    >
      <Modal className={styles['modal'] ?? ''}>
        <AriaDialog className={styles['dialog'] ?? ''}>
          <header className={styles['header']}>
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            {canClose && (
              <IconButton label={t`Close`} onPress={onClose}>
                <X size={18} aria-hidden />
              </IconButton>
            )}
          </header>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
};
